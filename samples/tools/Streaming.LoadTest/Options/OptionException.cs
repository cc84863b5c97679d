namespace Streaming.LoadTest.Options;

/// <summary>Thrown when a command-line option is invalid. The message is a sentence that states the change to make.</summary>
internal sealed class OptionException(string message) : Exception(message);
