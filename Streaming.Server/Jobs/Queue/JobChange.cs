namespace Streaming.Server.Jobs.Queue;

/// <summary>One thing to be done to the queue. Those that wait are written together, see <see cref="JobBatch"/>.</summary>
internal abstract record JobChange;
