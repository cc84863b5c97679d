namespace Streaming.Server.Core.Configuration;

/// <summary>The server or the worker cannot start. The message names the path or the configuration key, and the change to make.</summary>
public sealed class StartException(string sentence, Exception? inner = null) : Exception(sentence, inner);
