using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Declares the allowed range of an option whose value is a duration. The configuration contains the duration in the format of
/// <see cref="Duration"/>, such as <c>15s</c>.
/// </summary>
/// <param name="minimum">The minimum value of the option, such as <c>10ms</c>.</param>
/// <param name="maximum">The maximum value of the option, such as <c>1h</c>.</param>
/// <param name="unit">The unit to use if the configuration contains a number without a unit, such as <c>s</c> for seconds.
/// docs/configuration.md gives the default of the option in the same unit.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationRangeAttribute(string minimum, string maximum, string unit) : ValidationAttribute
{
    /// <summary>The minimum value of the option.</summary>
    public TimeSpan Minimum { get; } = Duration.Parse(minimum, nameof(minimum));

    /// <summary>The maximum value of the option.</summary>
    public TimeSpan Maximum { get; } = Duration.Parse(maximum, nameof(maximum));

    /// <summary>The unit to use if the configuration contains a number without a unit, such as <c>s</c> for seconds.</summary>
    public string Unit => unit;

    /// <summary>The allowed range of the option in words, such as "give a time from 1s to 1h", for an error message.</summary>
    public string Allowed => $"give a time from {minimum} to {maximum}";

    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is TimeSpan time && time >= Minimum && time <= Maximum);

    /// <inheritdoc/>
    public override string FormatErrorMessage(string name) => $"{name}: {Allowed}.";
}
