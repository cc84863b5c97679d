namespace Streaming.Server.Core.Topics;

/// <summary>A reader asked to be cut off when it cannot keep up (<see cref="SlowPolicy.Disconnect"/>), and it does not. It can resume where it was.</summary>
public sealed class SlowReaderException() : Exception("The reader did not keep up, and memory has moved on.");
