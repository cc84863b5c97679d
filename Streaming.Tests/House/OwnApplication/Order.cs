namespace Streaming.Tests.House.OwnApplication;

public sealed record Order(int Id, OrderState State, string? Note);
