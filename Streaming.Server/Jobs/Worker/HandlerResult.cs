using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>The result or the exception of one run of a job's handler.</summary>
/// <param name="Result">The result of the handler, as JSON in UTF-8; null if the handler failed.</param>
/// <param name="Error">The exception of the handler; null if the handler succeeded.</param>
/// <param name="Rule">The handler, if it has its own rule for retries; otherwise null.</param>
internal readonly record struct HandlerResult(byte[]? Result, Exception? Error, IRetryRule? Rule);
