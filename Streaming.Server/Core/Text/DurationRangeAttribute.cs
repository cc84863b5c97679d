using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Text;

/// <summary>The times that an option may have. In the configuration it is written as <see cref="Duration"/> reads it.</summary>
/// <param name="minimum">The shortest, such as <c>10ms</c>.</param>
/// <param name="maximum">The longest, such as <c>1h</c>.</param>
/// <param name="unit">The unit of a bare number in the configuration: the one in which README.md shows the default.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRangeAttribute(string minimum, string maximum, string unit) : ValidationAttribute
{
    /// <summary>The shortest.</summary>
    public TimeSpan Minimum { get; } = Duration.Parse(minimum, nameof(minimum));

    /// <summary>The longest.</summary>
    public TimeSpan Maximum { get; } = Duration.Parse(maximum, nameof(maximum));

    /// <summary>The unit of a bare number.</summary>
    public string Unit => unit;

    /// <summary>What is allowed, as the end of a sentence.</summary>
    public string Allowed => $"give a time from {minimum} to {maximum}";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is TimeSpan time && time >= Minimum && time <= Maximum);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"{name}: {Allowed}.";
}
