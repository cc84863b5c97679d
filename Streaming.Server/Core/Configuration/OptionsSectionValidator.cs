using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Configuration;

/// <summary>
/// Validates the values of an options class and of its nested options by the validation attributes of their properties. Each error message
/// contains the configuration key.
/// </summary>
internal sealed class OptionsSectionValidator<T>(string section) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var failures = Check(section, options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(string path, object options)
    {
        foreach (var property in options.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
        {
            var value = property.GetValue(options);
            var key = $"{path}:{property.Name}";
            foreach (var attribute in property.GetCustomAttributes(typeof(ValidationAttribute), inherit: true).Cast<ValidationAttribute>())
            {
                var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = key };
                if (attribute.GetValidationResult(value, context) is { } failure)
                    yield return Sentence(key, value, attribute) ?? failure.ErrorMessage!;
            }

            foreach (var nested in value is not null && property.PropertyType is { IsClass: true } type
                && type.Assembly == typeof(T).Assembly ? Check(key, value) : [])
                yield return nested;
        }
    }

    private static string? Sentence(string key, object? value, ValidationAttribute attribute) => attribute switch
    {
        DurationRangeAttribute range => $"{key} is {Duration.Format((TimeSpan)value!)}; {range.Allowed}.",
        RangeAttribute range => FormattableString.Invariant($"{key} is {value}; give {range.Minimum} to {range.Maximum}."),
        RequiredAttribute => $"{key} is required; it is empty.",
        _ => null,
    };
}
