namespace Streaming.Server.Core.Configuration;

/// <summary>
/// Thrown when the server or the worker process cannot start. The message names the wrong path or configuration key, and the change to
/// make.
/// </summary>
public sealed class StartException(string sentence, Exception? inner = null) : Exception(sentence, inner);
