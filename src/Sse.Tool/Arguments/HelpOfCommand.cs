using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sse.Tool;

/// <summary>The help of a command. The parser's help shows the root command's URL in the usage of subcommands, which take none.</summary>
internal sealed class HelpOfCommand(HelpAction help, Argument url) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        url.Hidden = parseResult.CommandResult.Command is not RootCommand;
        return help.Invoke(parseResult);
    }
}
