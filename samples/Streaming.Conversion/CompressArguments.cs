using System.ComponentModel.DataAnnotations;
using Streaming.Server.Jobs;

namespace Streaming.Conversion;

/// <summary>The arguments of a job of type <c>compress</c>.</summary>
[JobType("compress")]
public sealed record CompressArguments
{
    /// <summary>The name of an uploaded file.</summary>
    [RegularExpression("^[A-Za-z0-9_.-]{1,100}$", ErrorMessage = "upload has 1 to 100 letters, digits and _ . - only.")]
    public required string Upload { get; init; }
}
