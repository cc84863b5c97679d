namespace Streaming.Server.Core.Configuration;

/// <summary>The server or the worker cannot start. The message is one sentence that names the path or key, and what to do.</summary>
public sealed class StartException(string sentence, Exception? inner = null) : Exception(sentence, inner);
