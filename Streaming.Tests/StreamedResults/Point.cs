namespace Streaming.Tests.StreamedResults;

/// <summary>A row of another library: its columns come from <see cref="PointMap"/>.</summary>
public sealed class Point
{
    public int X { get; set; }

    public int Y { get; set; }
}
