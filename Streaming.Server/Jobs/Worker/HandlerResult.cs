using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>What came of an attempt.</summary>
/// <param name="Result">The result in JSON; null if it failed.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Rule">The handler's own rule for the next attempt, if it has one.</param>
internal readonly record struct HandlerResult(byte[]? Result, Exception? Error, IRetryRule? Rule);
