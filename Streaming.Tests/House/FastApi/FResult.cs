namespace Streaming.Tests.House.FastApi;

public sealed record FResult(int X);
