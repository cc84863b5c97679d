namespace Streaming.LoadTest.Options;

/// <summary>An option that cannot be used, in a sentence that says what to change.</summary>
internal sealed class OptionException(string message) : Exception(message);
