using Streaming.Server.Jobs;

namespace Streaming.Tests.House.FastApi;

[JobType("f")]
public sealed record FArguments
{
    public int X { get; init; }
}
