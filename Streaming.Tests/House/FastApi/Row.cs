namespace Streaming.Tests.House.FastApi;

public sealed record Row(int Number);
