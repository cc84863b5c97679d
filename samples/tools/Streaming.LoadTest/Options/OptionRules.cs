using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Options;

/// <summary>Checks options that depend on each other, and sets the defaults of missing options.</summary>
internal static class OptionRules
{
    /// <summary>
    /// The maximum number of connections of one process. A process may usually open 20,000 files, and needs some of them for other
    /// purposes.
    /// </summary>
    public const int ConnectionsPerProcess = 19_000;

    public static LoadTestOptions Check(LoadTestOptions o)
    {
        if (!OperatingSystem.IsLinux())
            throw new OptionException("The load test needs epoll and /proc: run it on Linux.");
        if (o.Command == Command.Publish)
            o = o with { PublishUrl = o.PublishUrl ?? o.Url, Url = o.Url.Length > 0 ? o.Url : o.PublishUrl ?? "" };
        if (o.Command == Command.WebSocket)
            o = o with { PublishUrl = o.PublishUrl ?? o.Url };
        if (o.PublishUrl is "none")
            o = o with { PublishUrl = null };
        CheckUrls(o);
        CheckLoad(o);
        if (o.Connections + o.Stall == 0)
            throw new OptionException("--connections must be at least 1.");
        if ((o.Connections + o.Stall + o.Processes - 1) / o.Processes > ConnectionsPerProcess)
            throw new OptionException(
                $"One process holds at most {ConnectionsPerProcess} connections: add --processes " +
                    $"{(o.Connections + o.Stall) / ConnectionsPerProcess + 1}.");
        return Defaults(o);
    }

    private static void CheckUrls(LoadTestOptions o)
    {
        if (o.Url.Length == 0)
            throw new OptionException("--url is missing: add the address to load.");
        var target = Target.Parse("--url", o.Url);
        if (target.IsWebSocket != (o.Command == Command.WebSocket) && o.Command != Command.Publish)
            throw new OptionException(
                target.IsWebSocket ? "A ws:// address goes with the command websocket."
                : "The command websocket needs a --url that begins with ws://.");
        if (o.PublishUrl is not null && Target.Parse("--publish-url", o.PublishUrl).IsWebSocket && o.Command == Command.Publish)
            throw new OptionException("publish measures acknowledgements, which a WebSocket does not send: use an http:// address.");
        if (o.PublishTemplate.IndexOf("{payload}", StringComparison.Ordinal) < 0)
            throw new OptionException("--publish-template must contain {payload}.");
    }

    private static void CheckLoad(LoadTestOptions o)
    {
        if (o.Rate > 0 && o.InFlight > 0)
            throw new OptionException("Use either --rate (messages a second) or --inflight (as fast as acknowledged), not both.");
        if (o.Window > 0 && o.Processes > 1)
            throw new OptionException("--window counts the deliveries of one process: leave out --processes.");
        if (o.InFlight > 0 && o.Window == 0 && o.PublishUrl is not null && Target.Parse("--publish-url", o.PublishUrl).IsWebSocket)
            throw new OptionException("A WebSocket sends no acknowledgements: with --inflight publish over http://, or add --window.");
        if (o.Processes > 1 && o.Command is Command.Csv or Command.Publish)
            throw new OptionException("--processes is for the commands sse and websocket.");
        if (o.Stall > 0 && o.Command is Command.Csv or Command.Publish)
            throw new OptionException("--stall is for the commands sse and websocket.");
    }

    private static LoadTestOptions Defaults(LoadTestOptions o)
    {
        if (o.Duration == 0 && o.Messages == 0 && o.Command != Command.Csv)
            o = o with { Duration = 10 };
        if (o.Rate == 0 && o.InFlight == 0)
            o = o.Command == Command.Publish ? o with { InFlight = 16 } : o with { Rate = 100 };
        return o;
    }
}
