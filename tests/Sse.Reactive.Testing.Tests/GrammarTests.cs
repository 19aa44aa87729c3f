using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing.Tests;

/// <summary>What a marble string means, and where it is wrong.</summary>
public class GrammarTests
{
    [TestCase("--a-b--|", "20 a, 40 b, 70 |")]
    [TestCase("a|", "0 a, 10 |")]
    [TestCase("#", "0 #")]
    [TestCase("", "")]
    [TestCase("----", "")]
    [TestCase("- - a", "20 a", TestName = "Spaces_mean_nothing")]
    [TestCase("-(ab)c", "10 a, 10 b, 50 c", TestName = "A_group_takes_a_frame_for_each_of_its_characters")]
    [TestCase("(a b|)", "0 a, 0 b, 0 |")]
    [TestCase("a 90ms b", "0 a, 100 b", TestName = "A_time_step_is_that_long")]
    [TestCase("2s a 1m b", "2000 a, 62010 b")]
    [TestCase("1.5s a 0ms b", "1500 a, 1510 b")]
    [TestCase("20ms", "")]
    [TestCase("a1b2", "0 a, 10 1, 20 b, 30 2", TestName = "Digits_are_letters")]
    [TestCase("-10-", "10 1, 20 0")]
    [TestCase("a 1 h", "0 a, 10 1, 20 h")]
    [TestCase("1 0ms", "0 1", TestName = "A_space_parts_digits_from_time_steps")]
    [TestCase("é-ß", "0 é, 20 ß")]
    public void A_string_plays(string marbles, string expected)
    {
        var time = NewMarbles();
        var seen = time.Expect(time.ColdOf<string>(marbles));

        time.Run(TimeSpan.FromMinutes(3));

        Assert.That(string.Join(", ", seen.Messages.Select(m => $"{m.At.TotalMilliseconds} {Sign(m)}")), Is.EqualTo(expected));
    }

    [TestCase("--*a", 3, "'*' means nothing in a marble string")]
    [TestCase("-\t-", 2, "Column 2: U+0009 means nothing")]
    [TestCase("--(ab", 3, "never closed")]
    [TestCase("-ab)-", 4, "never opened")]
    [TestCase("-(a(b))", 4, "cannot be nested")]
    [TestCase("-()-", 3, "group is empty")]
    [TestCase("-(a-b)", 4, "No time passes within a group")]
    [TestCase("-(a 10ms b)", 5, "No time passes within a group")]
    [TestCase("--a|-", 5, "'-' comes after the end: '|' in column 4")]
    [TestCase("--a| b", 6, "'b' comes after the end")]
    [TestCase("--# 10ms ", 5, "comes after the end: '#' in column 3")]
    [TestCase("--(|a)", 5, "'a' comes after the end")]
    [TestCase("--|#", 4, "'#' comes after the end")]
    [TestCase("--a 15ms b", 5, "15ms is no whole number of frames: a frame is 10ms. Choose a shorter frame.")]
    [TestCase("--a10ms b", 4, "'10ms' looks like a time step, which stands between spaces")]
    [TestCase("--a 10ms|", 5, "looks like a time step")]
    [TestCase("a 99999999999999999999999999999999s b", 3, "More time than there is")]
    [TestCase("a 9999999999999m b", 3, "More time than there is")]
    [TestCase("a 15000000000m b 1000000000m c", 18, "More time than there is")]
    [TestCase("--a 10us b", 5, "'10us' is no time step: the units are ms, s and m.")]
    [TestCase("1h", 1, "'1h' is no time step")]
    [TestCase("--a!", 4, "A sequence ends with '|'")]
    [TestCase("--^a", 3, "This string is none of those")]
    public void A_bad_string_is_an_error_that_points_at_the_column(string marbles, int column, string problem)
    {
        var error = Assert.Throws<MarbleSyntaxException>(() => NewMarbles().ColdOf<string>(marbles));

        Assert.That(error!.Message, Does.Contain(problem));
        Assert.That(error.Column, Is.EqualTo(column));
    }

    [Test]
    public void The_error_points() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("--a*-|"))!.Message, Is.EqualTo(
            """
            Column 4: '*' means nothing in a marble string. Use '-' for a frame, letters or digits for values, '|', '#', '(ab)', '^', '!', and time steps such as '10ms' between spaces.

                --a*-|
                   ^
            """));

    [Test]
    public void A_letter_without_a_value_is_an_error()
    {
        var error = Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("-a-b|", ('a', "x")));

        Assert.That(error!.Message, Does.StartWith("Column 4: 'b' has no value. Add ('b', ...)."));
    }

    [Test]
    public void A_letter_of_a_type_that_letters_are_not_is_an_error() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => NewMarbles().ColdOf<int>("-a"))!.Message, Does.StartWith("Column 2: 'a' has no value."));

    [Test]
    public void A_value_never_used_is_an_error() =>
        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("-a", ('a', "x"), ('b', "y")))!.Message,
            Does.StartWith("The value of 'b' is never used: the string has no 'b'."));

    [Test]
    public void Two_values_for_a_letter_are_an_error() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("-a", ('a', "x"), ('a', "y")))!.Message, Does.StartWith("'a' has two values."));

    [Test]
    public void A_sign_cannot_have_a_value() =>
        Assert.That(Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("-a", ('a', "x"), ('-', "y")))!.Message, Does.StartWith("'-' cannot have a value"));

    [TestCase("--a--!", 3, "'a' has no place in a subscription")]
    [TestCase("--^--|", 6, "'|' has no place in a subscription")]
    [TestCase("--!", 3, "A subscription begins with '^'")]
    [TestCase("----", null, "A subscription begins with '^'")]
    [TestCase("-^-^", 4, "There is a '^' already, in column 2")]
    [TestCase("-^-!-", 5, "'-' comes after the end: '!' in column 4")]
    public void A_bad_subscription_is_an_error_that_points_at_the_column(string marbles, int? column, string problem)
    {
        var time = NewMarbles();

        var error = Assert.Throws<MarbleSyntaxException>(() => time.Expect(time.Cold("a"), marbles));

        Assert.That(error!.Message, Does.Contain(problem));
        Assert.That(error.Column, Is.EqualTo(column));
    }

    [Test]
    public void The_frame_is_a_millisecond_if_nothing_is_said() =>
        Assert.That(new Marbles(new HistoricalScheduler()).Frame, Is.EqualTo(TimeSpan.FromMilliseconds(1)));

    [TestCase(0)]
    [TestCase(-10_000)]
    [TestCase(9)]
    public void A_frame_without_length_is_an_error(long ticks) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = new Marbles(new HistoricalScheduler(), TimeSpan.FromTicks(ticks)));

    private static Marbles NewMarbles() => new(new HistoricalScheduler(), TimeSpan.FromMilliseconds(10));

    private static string Sign(ObservedMessage<string> message) => message.What switch
    {
        { HasValue: true } what => what.Value,
        { Exception: not null } => "#",
        _ => "|",
    };
}
