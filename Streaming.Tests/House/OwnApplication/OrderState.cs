namespace Streaming.Tests.House.OwnApplication;

public enum OrderState
{
    Open,
    Paid,
}
