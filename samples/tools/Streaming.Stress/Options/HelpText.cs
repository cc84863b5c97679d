namespace Streaming.Stress.Options;

/// <summary>The help text of the stress tool.</summary>
internal static class HelpText
{
    public const string Text = """
        Causes faults while clients use real servers, and checks that the promises of the documentation hold.

          dotnet run -c Release --project samples/tools/Streaming.Stress -- --scenario NAME[,NAME…] [options]

          --list           list the scenarios, with a sentence of what each one checks
          --scenario LIST  names of scenarios (room-* for all that begin so) or families, separated by commas; or all
          --seed N         repeats the random decisions of an earlier run
          --minutes N      the longest time that each scenario causes faults (default: that of the scenario)
          --kills N        the number of kills of each scenario that kills processes (default: that of the scenario)
          --store NAME     sqlite (default), memory or postgresql, for the scenarios that run on several stores
          --server PATH    the server's program or dll (default: the server that was built with this tool)
          --report FILE    writes a report in Markdown

        Exit code 0: every check held; 1: at least one did not; 2: wrong arguments; 130: stopped by Ctrl+C.
        """;
}
