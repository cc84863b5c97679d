using System.Globalization;
using System.Text.Json;

namespace Streaming.Stress.Servers;

/// <summary>The resources that a server process uses at one moment.</summary>
/// <param name="Connections">The number of open connections in <c>GET /connections</c>.</param>
/// <param name="Streams">The sum of the metric <c>streaming_connections</c>.</param>
/// <param name="Files">The number of open files, with sockets.</param>
/// <param name="Threads">The number of threads.</param>
/// <param name="Megabytes">The resident memory.</param>
internal sealed record ServerState(int Connections, int Streams, int Files, int Threads, double Megabytes)
{
    private const int MoreFiles = 20;
    private const int MoreThreads = 30;

    /// <summary>Reads the state of a server.</summary>
    public static async Task<ServerState> ReadAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        var metrics = await http.GetStringAsync("/metrics", cancellationToken);
        var streams = metrics.Split('\n').Where(line => line.StartsWith("streaming_connections{", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0])
            .Sum(value => double.Parse(value, CultureInfo.InvariantCulture));
        using var connections = JsonDocument.Parse(await http.GetStringAsync("/connections?limit=1000", cancellationToken));
        return new ServerState(
            connections.RootElement.GetArrayLength(), (int)streams, ProcessFiles.OpenFiles(server.Id), ProcessFiles.Threads(server.Id),
            ProcessFiles.Megabytes(server.Id));
    }

    /// <summary>
    /// Whether the server uses no more than it did at an earlier moment. A few files and threads more are those of the store, of the thread
    /// pool and of the connections that this tool keeps open.
    /// </summary>
    public bool IsBackTo(ServerState before) => Connections <= before.Connections && Streams <= before.Streams
        && Files <= before.Files + MoreFiles && Threads <= before.Threads + MoreThreads;

    public override string ToString() => FormattableString.Invariant(
        $"{Connections} connections, {Streams} streams, {Files} files, {Threads} threads, {Megabytes:0} MB");
}
