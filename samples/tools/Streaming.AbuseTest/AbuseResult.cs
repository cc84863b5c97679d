namespace Streaming.AbuseTest;

/// <summary>The result of one scenario (one kind of abuse) of the abuse test.</summary>
internal sealed record AbuseResult(
    Scenario Scenario, double AloneP99, double P99, int Messages, int Failures, double PeakMegabytes, int Opened, int Ended, bool Survived)
{
    /// <summary>The highest peak memory that counts as passed, in MB.</summary>
    public const double MaxMegabytes = 600;

    /// <summary>
    /// The highest ratio of the normal subscriber's latency during the abuse to the latency without it that counts as passed.
    /// </summary>
    public const double MaxRatio = 3;

    public double Ratio => P99 / AloneP99;

    public bool IsGood => Survived && PeakMegabytes <= MaxMegabytes && Ratio <= MaxRatio;
}
