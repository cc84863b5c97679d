using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Streaming.Server.Jobs.Worker;

/// <summary>The result of a handler.</summary>
/// <param name="Result">The result in JSON; null if the handler failed.</param>
/// <param name="Error">The exception of the handler; null if it succeeded.</param>
/// <param name="Rule">The handler's own retry rule; null if it has none.</param>
internal readonly record struct HandlerResult(byte[]? Result, Exception? Error, IRetryRule? Rule);
