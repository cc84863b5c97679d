namespace Streaming.LoadTest.Options;

/// <summary>An option is invalid; the message is a sentence that states the change to make.</summary>
internal sealed class OptionException(string message) : Exception(message);
