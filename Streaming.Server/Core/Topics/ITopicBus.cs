namespace Streaming.Server.Core.Topics;

/// <summary>Notifies this process when other processes have appended messages to the store that they share.</summary>
internal interface ITopicBus
{
    /// <summary>
    /// Reports the topics to which messages were appended, in groups; the topics of one group are read from the log together. Appends of
    /// other processes are reported after their commit. The bus may report a topic repeatedly, report its offsets in any order, and also
    /// report the appends of this process. When the log has changed the epochs of its topics, the bus reports all topics in memory
    /// (<see cref="LoadedTopics"/>) with their <see cref="TopicChange.Epoch"/>. If the enumeration fails, the caller calls the method
    /// again; the new call also reports everything that was not reported before the failure. The enumeration ends when it is cancelled.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync(CancellationToken cancellationToken);
}
