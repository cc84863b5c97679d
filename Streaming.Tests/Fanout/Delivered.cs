namespace Streaming.Tests.Fanout;

/// <summary>A message as a subscriber received it.</summary>
internal sealed record Delivered(string Position, string Type, string Data);
