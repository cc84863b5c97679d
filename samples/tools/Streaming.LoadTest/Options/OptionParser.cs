namespace Streaming.LoadTest.Options;

internal static class OptionParser
{
    public static LoadTestOptions Parse(IReadOnlyList<string> args)
    {
        var options = new LoadTestOptions { Command = CommandOf(args), RunId = Random.Shared.Next(1, 100_000_000) };
        List<string> headers = [], publishHeaders = [], hellos = [];
        var reader = new OptionReader(args);
        while (reader.TryNext(out var name))
        {
            switch (name)
            {
                case "--header": headers.Add(reader.Header()); break;
                case "--publish-header": publishHeaders.Add(reader.Header()); break;
                case "--hello": hellos.Add(reader.Escaped()); break;
                default: options = With(options, name, reader); break;
            }
        }

        return OptionRules.Check(options with { Headers = headers, PublishHeaders = publishHeaders, Hellos = hellos });
    }

    private static LoadTestOptions With(LoadTestOptions options, string name, OptionReader reader) => name switch
    {
        "--url" => options with { Url = reader.Text() },
        "--publish-url" => options with { PublishUrl = reader.Text() },
        "--publish-template" => options with { PublishTemplate = reader.Escaped() },
        "--keepalive" => options with { KeepAlive = reader.Escaped() },
        "--keepalive-every" => options with { KeepAliveEvery = reader.Number(0.1, 3600) },
        "--connections" => options with { Connections = reader.Int(0, 1_000_000) },
        "--topics" => options with { Topics = reader.Int(1, 999_999) },
        "--publishers" => options with { Publishers = reader.Int(1, 1000) },
        "--rate" => options with { Rate = reader.Number(0.01, 10_000_000) },
        "--inflight" => options with { InFlight = reader.Int(1, 100_000) },
        "--window" => options with { Window = reader.Int(1, 1_000_000) },
        "--duration" => options with { Duration = reader.Number(0.1, 86_400) },
        "--messages" => options with { Messages = reader.Long(1, 1_000_000_000) },
        "--size" => options with { Size = reader.Int(Protocol.Payload.Least, 16 << 20) },
        "--ramp" => options with { Ramp = reader.Number(0.1, 1_000_000) },
        "--stall" => options with { Stall = reader.Int(0, 1_000_000) },
        "--processes" => options with { Processes = reader.Int(1, 256) },
        "--server-pid" => options with { ServerPid = reader.Int(1, int.MaxValue) },
        "--json" => options with { Json = reader.Text() },
        "--timeout" => options with { Timeout = reader.Number(0.1, 3600) },
        "--reader-process" => options with { IsReaderProcess = true, RunId = reader.Int(1, 99_999_999), First = reader.Int(0, 1_000_000) },
        _ => throw new OptionException($"{name} is not an option. --help lists the options."),
    };

    private static Command CommandOf(IReadOnlyList<string> args) =>
        args.Count == 0 ? throw new OptionException("The command is missing: use sse, websocket, csv or publish.") : args[0] switch
        {
            "sse" => Command.Sse,
            "websocket" => Command.WebSocket,
            "csv" => Command.Csv,
            "publish" => Command.Publish,
            var other => throw new OptionException($"'{other}' is not a command. The commands are sse, websocket, csv and publish."),
        };
}
