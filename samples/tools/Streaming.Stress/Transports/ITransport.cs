namespace Streaming.Stress.Transports;

/// <summary>A protocol over which subscribers receive topics.</summary>
internal interface ITransport
{
    /// <summary>The name of the transport in the names of scenarios and in the report.</summary>
    string Name { get; }

    /// <summary>Whether one stream can have several topics.</summary>
    bool HasSeveralTopics { get; }

    /// <summary>Opens a stream, and returns the messages until the stream ends.</summary>
    /// <param name="server">The address of the server or of a relay.</param>
    /// <param name="topics">The topics.</param>
    /// <param name="after">The position of an earlier stream (<see cref="Delivery.ResumeAfter"/>); null for the oldest message.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="TransportException">The stream could not be opened, or it broke off.</exception>
    IAsyncEnumerable<Delivery> ReadAsync(Uri server, IReadOnlyList<string> topics, string? after, CancellationToken cancellationToken);
}
