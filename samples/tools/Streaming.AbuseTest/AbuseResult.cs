namespace Streaming.AbuseTest;

/// <summary>What one scenario came to.</summary>
internal sealed record AbuseResult(
    Scenario Scenario, double AloneP99, double P99, int Messages, int Failures, double PeakMegabytes, int Opened, int Ended, bool Survived)
{
    /// <summary>The most memory that the server may have had, in MB.</summary>
    public const double MaxMegabytes = 600;

    /// <summary>How much later a message may reach the normal reader than without abuse.</summary>
    public const double MaxRatio = 3;

    public double Ratio => P99 / AloneP99;

    public bool IsGood => Survived && PeakMegabytes <= MaxMegabytes && Ratio <= MaxRatio;
}
