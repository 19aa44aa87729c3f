namespace Sse.Tool.Tests;

/// <summary>The order of events, messages and the status line in a terminal.</summary>
public class ConsoleWriterTests
{
    [Test]
    public void Erases_the_status_line_before_other_output_and_shows_it_again_below()
    {
        var terminal = new StringWriter();
        var console = new ConsoleWriter(TextOutput.Create(terminal, false), TextOutput.Create(terminal, false), isTerminal: true);

        console.SetStatusLine(output => output.Write("status"));
        console.WriteEvent(output => output.Write("event\n").IsMidLine);
        console.WriteMessage(output => output.Write("message"));
        console.SetStatusLine(null);

        Assert.That(terminal.ToString(), Is.EqualTo("status\r\u001B[Kevent\nstatus\r\u001B[Kmessage\nstatus\r\u001B[K"));
    }
}
