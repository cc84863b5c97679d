namespace Streaming.Tests.House.FastApi;

public sealed record FArguments
{
    public int X { get; init; }
}
