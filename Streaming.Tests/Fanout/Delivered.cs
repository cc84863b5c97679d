namespace Streaming.Tests.Fanout;

/// <summary>A message as a reader got it.</summary>
internal sealed record Delivered(string Position, string Type, string Data);
