using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;

namespace Streaming.Server.Jobs.Handlers.Samples;

/// <summary>How long a sample job takes.</summary>
internal sealed record SampleJobArguments
{
    /// <summary>In seconds, up to an hour (default 10).</summary>
    [Range(0, 3_600)]
    public double Seconds { get; init; } = 10;
}
