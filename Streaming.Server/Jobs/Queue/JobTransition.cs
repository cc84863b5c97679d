using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>The result of a job's transition to another state.</summary>
/// <param name="Job">The job after the transition.</param>
/// <param name="Event">The event to append to the topic of the job.</param>
/// <param name="Error">The error of the attempt that has ended; null if it has no error.</param>
internal readonly record struct JobTransition(Job Job, NewMessage Event, JobError? Error = null);
