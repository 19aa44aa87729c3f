using System.Reactive.Concurrency;

namespace Sse.Reactive.Testing.Tests;

/// <summary>The grammar of marble strings, and the errors of invalid ones.</summary>
public class DiagramParserTests
{
    [TestCase("--a-b--|", "20 a, 40 b, 70 |")]
    [TestCase("a|", "0 a, 10 |")]
    [TestCase("#", "0 #")]
    [TestCase("", "")]
    [TestCase("----", "")]
    [TestCase("- - a", "20 a", TestName = "Spaces_are_ignored")]
    [TestCase("-(ab)c", "10 a, 10 b, 50 c", TestName = "A_group_takes_a_frame_for_each_of_its_characters")]
    [TestCase("(a b|)", "0 a, 0 b, 0 |")]
    [TestCase("a 90ms b", "0 a, 100 b", TestName = "A_time_progression_takes_its_time")]
    [TestCase("2s a 1m b", "2000 a, 62010 b")]
    [TestCase("1.5s a 0ms b", "1500 a, 1510 b")]
    [TestCase("20ms", "")]
    [TestCase("a1b2", "0 a, 10 1, 20 b, 30 2", TestName = "Digits_can_be_values")]
    [TestCase("-10-", "10 1, 20 0")]
    [TestCase("a 1 h", "0 a, 10 1, 20 h")]
    [TestCase("1 0ms", "0 1", TestName = "A_space_separates_digits_from_time_progressions")]
    [TestCase("é-ß", "0 é, 20 ß")]
    public void Parses_a_marble_string(string marbles, string expected)
    {
        var time = NewMarbles();
        var seen = time.Expect(time.ColdOf<string>(marbles));

        time.Run(TimeSpan.FromMinutes(3));

        Assert.That(string.Join(", ", seen.Messages.Select(m => $"{m.At.TotalMilliseconds} {Symbol(m)}")), Is.EqualTo(expected));
    }

    [TestCase("--*a", 3, "'*' is not valid in a marble string")]
    [TestCase("-\t-", 2, "Column 2: U+0009 is not valid")]
    [TestCase("--(ab", 3, "This group is not closed")]
    [TestCase("-ab)-", 4, "')' has no matching '('")]
    [TestCase("-(a(b))", 4, "cannot be nested")]
    [TestCase("-()-", 3, "group is empty")]
    [TestCase("-(a-b)", 4, "Time cannot pass within a group")]
    [TestCase("-(a 10ms b)", 5, "Time cannot pass within a group")]
    [TestCase("--a|-", 5, "'-' comes after the end. Nothing can follow the '|' in column 4.")]
    [TestCase("--a| b", 6, "'b' comes after the end")]
    [TestCase("--# 10ms ", 5, "comes after the end. Nothing can follow the '#' in column 3.")]
    [TestCase("--(|a)", 5, "'a' comes after the end")]
    [TestCase("--|#", 4, "'#' comes after the end")]
    [TestCase("--a 15ms b", 5, "15ms is not a whole number of frames of 10ms. Choose a shorter frame.")]
    [TestCase("--a10ms b", 4, "'10ms' looks like a time progression, which needs a space on either side")]
    [TestCase("--a 10ms|", 5, "looks like a time progression")]
    [TestCase("a 99999999999999999999999999999999s b", 3, "The time is longer than TimeSpan.MaxValue")]
    [TestCase("a 9999999999999m b", 3, "The time is longer than TimeSpan.MaxValue")]
    [TestCase("a 15000000000m b 1000000000m c", 18, "The time is longer than TimeSpan.MaxValue")]
    [TestCase("--a 10us b", 5, "'10us' is not a time progression: the units are ms, s and m.")]
    [TestCase("1h", 1, "'1h' is not a time progression")]
    [TestCase("--a!", 4, "End a sequence with '|'")]
    [TestCase("--^a", 3, "'^' is not valid here")]
    public void An_invalid_string_is_an_error_at_its_column(string marbles, int column, string problem)
    {
        var error = Assert.Throws<MarbleSyntaxException>(() => NewMarbles().ColdOf<string>(marbles));

        Assert.That(error!.Message, Does.Contain(problem));
        Assert.That(error.Column, Is.EqualTo(column));
    }

    [Test]
    public void The_error_message_shows_the_string_and_points_at_the_column()
    {
        const string Problem = "'*' is not valid in a marble string. Use '-' for a frame, letters or digits for values, "
            + "'|', '#', '(ab)', '^', '!', and time progressions such as '10ms' between spaces.";

        Assert.That(
            Assert.Throws<MarbleSyntaxException>(() => NewMarbles().Cold("--a*-|"))!.Message,
            Is.EqualTo($"Column 4: {Problem}\n\n    --a*-|\n       ^"));
    }

    [TestCase("--a--!", 3, "'a' is not valid in a subscription string")]
    [TestCase("--^--|", 6, "'|' is not valid in a subscription string")]
    [TestCase("--!", 3, "The first symbol of a subscription string must be '^'")]
    [TestCase("----", null, "The first symbol of a subscription string must be '^'")]
    [TestCase("-^-^", 4, "There is already a '^', in column 2")]
    [TestCase("-^-!-", 5, "'-' comes after the end. Nothing can follow the '!' in column 4.")]
    public void An_invalid_subscription_string_is_an_error_at_its_column(string marbles, int? column, string problem)
    {
        var time = NewMarbles();

        var error = Assert.Throws<MarbleSyntaxException>(() => time.Expect(time.Cold("a"), marbles));

        Assert.That(error!.Message, Does.Contain(problem));
        Assert.That(error.Column, Is.EqualTo(column));
    }

    [Test]
    public void The_longest_time_is_TimeSpan_MaxValue() =>
        Assert.DoesNotThrow(() => new Marbles(new HistoricalScheduler(), TimeSpan.FromTicks(10)).ColdOf<string>("922337203685477.58ms"));

    private static Marbles NewMarbles() => new(new HistoricalScheduler(), TimeSpan.FromMilliseconds(10));

    private static string Symbol(ObservedMessage<string> message) => message.Notification switch
    {
        { HasValue: true } value => value.Value,
        { Exception: not null } => "#",
        _ => "|",
    };
}
