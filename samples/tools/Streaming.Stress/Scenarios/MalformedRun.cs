using System.Net.Sockets;
using System.Text;
using Streaming.Stress.Clients;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>Connections that send malformed requests and frames, beside subscribers and publishers that must lose nothing.</summary>
internal static class MalformedRun
{
    private const int Attackers = 20;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(1);
    private static readonly string[] s_topics = ["room:control0", "room:control1"];

    private static readonly string[] s_heads =
    [
        Upgrade("/ws/attacked"), Upgrade("/ws/attacked?format=json"), Upgrade("/connection/websocket"),
        Upgrade("/connection/websocket?cf_protocol=protobuf"), Upgrade("/hubs/stream"),
        Post("/topics/room:attacked/messages", "application/json"), Post("/topics/room:attacked/messages", "application/x-ndjson"),
        Post("/v1/stream/room/attacked", "application/json"), Post("/jobs", "application/json"), Post("/webhooks", "application/json"),
        Post("/emulation", "application/json"), Post("/connection/http_stream", "application/json"), string.Empty,
        "GET /topics/room:attacked/events HTTP/1.1\r\nHost: x\r\nLast-Event-ID: ",
        "GET /events?topic=%%%&topic=\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    ];

    // Begins of frames that are nearly right: WebSocket frames with reserved bits, without a mask, too long, of unknown kinds.
    private static readonly byte[][] s_frames =
    [
        [0xF1, 0x85, 1, 2, 3, 4], [0x81, 0x05, 1, 2, 3, 4, 5], [0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0x8B, 0x80],
        [0x01, 0x80, 0, 0, 0, 0], [0x80, 0x80, 0, 0, 0, 0], [0x88, 0x81, 0, 0, 0, 0, 3], [0x89, 0xFE, 0x01, 0x00], [0x82, 0x80, 0, 0, 0, 0],
        .. new[] { "{\"id\":1}\n", "{\"type\":6}\u001e", "[{\"data\":", "{\"data\":\"\\ud800\"}\n", "\u001e\u001e", "{}{}{}\n" }
            .Select(Encoding.Latin1.GetBytes),
    ];

    public static async Task RunAsync(ScenarioRun run, CancellationToken cancellationToken)
    {
        var server = await run.Servers.StartAsync(
            new ServerOptions().With(("Topics:Policies:0:Match", "room:*"), ("Topics:Policies:0:Presence", "false")), cancellationToken);
        var (process, before) = (server.Id, await ServerState.ReadAsync(server, cancellationToken));
        await using (var load = new Workload(run, () => server.Address))
        {
            load.Publish(2, new PublishOptions { Topics = s_topics, MaxBatch = 5, Pause = TimeSpan.FromMilliseconds(5) });
            ITransport[] transports = [new SseTransport(hasSeveralTopics: false), new RoomTransport(),
                new CentrifugalTransport(isProtobuf: true), new SignalRTransport()];
            foreach (var transport in transports)
                load.Read(1, transport, s_topics[0]);
            await Task.WhenAll(Enumerable.Range(0, Attackers).Select(number => AttackAsync(run, server, number, cancellationToken)));
            await CheckAsync(run, server, process, transports.Length, load, cancellationToken);
        }

        await Leftovers.CheckAsync(run, server, before, cancellationToken);
    }

    private static async Task CheckAsync(
        ScenarioRun run, ServerProcess server, int process, int readers, Workload load, CancellationToken cancellationToken)
    {
        var isAlive = server.IsRunning && server.Id == process;
        run.Result.Check(Promises.Malformed, isAlive, "the same server process", $"an ended one: {server.Output}");
        await load.EndAsync(server.Address, cancellationToken);
        var streams = run.Result.Numbers.GetValueOrDefault("streams");
        run.Result.Check(Promises.Malformed, streams == readers, $"{readers} streams that are never interrupted", $"{streams} streams");
    }

    private static async Task AttackAsync(ScenarioRun run, ServerProcess server, int number, CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        while (!run.IsOver(s_duration))
        {
            try
            {
                using var connection = await RawConnection.OpenAsync(server.Address, number, receiveBuffer: null, cancellationToken);
                await connection.SendAsync(s_heads[random.Next(s_heads.Length)], cancellationToken);
                for (var i = random.Next(1, 20); i > 0; i--)
                    await connection.SendAsync(Bytes(random), cancellationToken);
                run.Result.Count("malformed");
                if (await connection.DrainAsync(s_answer, cancellationToken))
                    run.Result.Count("closed by the server");
            }
            catch (SocketException)
            {
                run.Result.Count("closed by the server");
            }
        }
    }

    private static byte[] Bytes(Random random)
    {
        if (random.Next(2) == 0)
            return s_frames[random.Next(s_frames.Length)];
        var bytes = new byte[random.Next(1, 2_000)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Upgrade(string path) => $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    private static string Post(string path, string type) =>
        $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {type}\r\nContent-Length: 1000\r\n\r\n";
}
