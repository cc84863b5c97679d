using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>Contains the arguments of the sample jobs <c>countdown</c> and <c>burn</c>.</summary>
internal sealed record SampleJobArguments
{
    /// <summary>The duration of the job in seconds, up to 3,600 (default 10).</summary>
    [Range(0.0, 3_600.0)]
    public double Seconds { get; init; } = 10;
}
