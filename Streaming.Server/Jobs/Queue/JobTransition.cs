using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>One step in the life of a job.</summary>
/// <param name="Job">The job afterwards.</param>
/// <param name="Event">What its topic is told.</param>
/// <param name="Error">What went wrong, if anything did.</param>
internal readonly record struct JobTransition(Job Job, NewMessage Event, JobError? Error = null);
