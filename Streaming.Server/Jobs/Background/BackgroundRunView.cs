using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Jobs.Background;

/// <summary>A background task that has run.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c>, <c>timedout</c> or <c>stopped</c>.</param>
/// <param name="Added">When it was added (UTC).</param>
/// <param name="Started">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Error">What went wrong, in a sentence.</param>
/// <param name="Exception">The exception with its stack trace.</param>
internal sealed record BackgroundRunView(string Name, string Outcome, DateTime Added, DateTime? Started, double Milliseconds, string? Error, string? Exception);
