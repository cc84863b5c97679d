using Streaming.Server.Jobs;

namespace Streaming.Tests.Testing;

/// <summary>The arguments of a job that reminds a customer of an order.</summary>
[JobType("reminder")]
public sealed record ReminderArguments(int Order);
