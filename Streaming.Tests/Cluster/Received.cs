namespace Streaming.Tests.Cluster;

/// <summary>A message as a reader has received it.</summary>
/// <param name="Position">The position, after which the reader resumes.</param>
/// <param name="Type">The type; <c>gap</c> if messages are missing.</param>
/// <param name="Data">The data.</param>
internal sealed record Received(string Position, string Type, string Data)
{
    public long Offset => long.Parse(Position[(Position.IndexOf('-', StringComparison.Ordinal) + 1)..]);
}
