using Streaming.Server.Jobs;

namespace Streaming.Tests.House.FastApi;

[JobType("g")]
public sealed record GArguments;
