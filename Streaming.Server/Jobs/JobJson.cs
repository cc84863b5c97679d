using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>
/// Reads and writes the arguments and the results of jobs as JSON. Unknown properties are refused, so that the client that misspells an
/// argument receives an error, and no job runs with wrong arguments.
/// </summary>
internal static class JobJson
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new TimestampConverter(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    // By default, System.Text.Json accepts two properties with the same name, and the second one replaces the first one without an error.
    private static readonly JsonSerializerOptions s_body = new(s_options) { AllowDuplicateProperties = false };

    public static T Read<T>(ReadOnlySpan<byte> json) => Read<T>(json, s_options);

    /// <summary>Parses the JSON body of a request into an object.</summary>
    /// <param name="body">The bytes of the body.</param>
    /// <param name="what">The name of the expected object, for the sentence of a refusal: "The body is not a valid {what}".</param>
    /// <param name="shape">An example of the expected JSON, for the sentence of a refusal: "Send {shape}".</param>
    /// <param name="source">The name of the parsed part of the request, which the error message to the client contains.</param>
    /// <exception cref="RefusalException">The body does not have the expected form, or contains a string that is not well-formed Unicode.
    /// The message of the exception names the place of the error in the body.</exception>
    public static T ReadBody<T>(ReadOnlySpan<byte> body, string what, string shape, string source = "The body")
    {
        WellFormedJson.Check(body, source);
        JsonDepth.Check(body, source, JsonDepth.BodyLimit);
        try
        {
            return Read<T>(body, s_body);
        }
        catch (JsonException e)
        {
            throw RefusalException.Invalid(
                $"{source} is not a valid {what}: {JsonErrorExplainer.Explain(e, typeof(T), s_options)} Send {shape}.");
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(json, options) ?? throw new JsonException("The value is null.");

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    /// <summary>Parses the JSON arguments of a job into an object and validates them.</summary>
    /// <exception cref="RefusalException">The arguments are not valid for the type of the job.</exception>
    public static T ReadArguments<T>(ReadOnlySpan<byte> json, string type, IServiceProvider services)
    {
        T arguments;
        try
        {
            arguments = Read<T>(json);
        }
        catch (JsonException e)
        {
            throw RefusalException.Invalid(
                $"The arguments do not fit a job of type '{type}': {JsonErrorExplainer.Explain(e, typeof(T), s_options)}");
        }

        var failures = new List<ValidationResult>();
        return IsValid(arguments!, services, failures)
            ? arguments
            : throw RefusalException.Invalid(
                $"The arguments do not fit a job of type '{type}': {string.Join(' ', failures.Select(failure => failure.ErrorMessage))}");
    }

    private static bool IsValid(object arguments, IServiceProvider services, List<ValidationResult> failures)
    {
        try
        {
            return Validator.TryValidateObject(
                arguments, new ValidationContext(arguments, services, items: null), failures, validateAllProperties: true);
        }
        catch (OverflowException)
        {
            // RangeAttribute converts a value to the type of its limits, and throws if the value is far outside of it.
            failures.Add(new ValidationResult("A number is far outside of its range."));
            return false;
        }
    }
}
