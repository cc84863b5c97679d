namespace Streaming.Server.Jobs.Queue;

/// <summary>One change of the queue. Waiting changes are written together, see <see cref="JobBatch"/>.</summary>
internal abstract record JobChange;
