using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>The JSON form of a background task that has run.</summary>
/// <param name="Name">The name.</param>
/// <param name="Outcome">The outcome: <c>succeeded</c>, <c>failed</c>, <c>timedout</c> or <c>stopped</c>.</param>
/// <param name="Added">The time at which the task was added (UTC).</param>
/// <param name="Started">The start; null if the task never started.</param>
/// <param name="Milliseconds">The duration in milliseconds.</param>
/// <param name="Error">The error in a sentence; null without one.</param>
/// <param name="Exception">The exception with its stack trace.</param>
internal sealed record BackgroundRunView(
    string Name, string Outcome, DateTime Added, DateTime? Started, double Milliseconds, string? Error, string? Exception);
