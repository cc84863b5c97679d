using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Text;

/// <summary>The allowed range of an option that is a time. The configuration uses the format of <see cref="Duration"/>.</summary>
/// <param name="minimum">The minimum, such as <c>10ms</c>.</param>
/// <param name="maximum">The maximum, such as <c>1h</c>.</param>
/// <param name="unit">The unit of a number without a unit in the configuration: the unit of the default in README.md.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum, string unit) : ValidationAttribute
{
    /// <summary>The minimum.</summary>
    public TimeSpan Minimum { get; } = Duration.Parse(minimum, nameof(minimum));

    /// <summary>The maximum.</summary>
    public TimeSpan Maximum { get; } = Duration.Parse(maximum, nameof(maximum));

    /// <summary>The unit of a number without a unit.</summary>
    public string Unit => unit;

    /// <summary>The allowed range, as the end of a sentence.</summary>
    public string Allowed => $"give a time from {minimum} to {maximum}";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is TimeSpan time && time >= Minimum && time <= Maximum);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"{name}: {Allowed}.";
}
