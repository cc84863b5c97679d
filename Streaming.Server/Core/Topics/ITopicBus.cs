namespace Streaming.Server.Core.Topics;

/// <summary>Notifies this process when other processes have appended messages to the store that they share.</summary>
internal interface ITopicBus
{
    /// <summary>
    /// Reports the topics to which messages were appended, in groups; the topics of one group are read from the log together. Appends of
    /// other processes are reported after their commit. The bus may report a topic several times, report its offsets in any order, and also
    /// report appends of this process. When the log has changed the epochs of its topics (the ids of their lifetimes), the bus reports all
    /// <see cref="LoadedTopics"/> with their <see cref="TopicChange.Epoch"/>. If the enumeration fails, the caller calls the method again;
    /// the new enumeration also reports all appends that the failed one has not reported. The enumeration ends when it is cancelled.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(CancellationToken cancellationToken);
}
