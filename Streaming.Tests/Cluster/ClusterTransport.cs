namespace Streaming.Tests.Cluster;

/// <summary>Reads the messages of a topic after a position (null: from the first) over one transport, on one connection.</summary>
internal delegate IAsyncEnumerable<Received> ClusterTransport(
    Uri node, string topic, string? after, CancellationToken cancellationToken);
