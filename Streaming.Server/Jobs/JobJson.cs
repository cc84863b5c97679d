using System.ComponentModel.DataAnnotations;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs;

/// <summary>
/// Reads and writes arguments and results as JSON. Reading is strict, so that the sender of a misspelt argument receives an error and no
/// worker runs with wrong arguments.
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

    // By default, the last of two properties with the same name replaces the first without an error.
    private static readonly JsonSerializerOptions s_body = new(s_options) { AllowDuplicateProperties = false };

    public static T Read<T>(ReadOnlySpan<byte> json) => Read<T>(json, s_options);

    /// <summary>Parses the body of a request.</summary>
    /// <param name="body">The body.</param>
    /// <param name="what">The name of the expected content, for the refusal.</param>
    /// <param name="shape">The expected JSON, for the refusal.</param>
    /// <exception cref="RefusalException">
    /// The body does not have the expected form, or contains a string that is not well-formed Unicode. The message names the place.
    /// </exception>
    public static T ReadBody<T>(ReadOnlySpan<byte> body, string what, string shape)
    {
        WellFormedJson.Check(body, "The body");
        JsonDepth.Check(body, "The body", JsonDepth.BodyLimit);
        try
        {
            return Read<T>(body, s_body);
        }
        catch (JsonException e)
        {
            throw RefusalException.Invalid($"The body is no {what}: {JsonFault.Explain(e, typeof(T), s_options)} Send {shape}.");
        }
    }

    private static T Read<T>(ReadOnlySpan<byte> json, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<T>(json, options) ?? throw new JsonException("The value is null.");

    public static byte[] Write<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, s_options);

    /// <summary>Parses the arguments of a job and validates them.</summary>
    /// <exception cref="RefusalException">The arguments are not valid for the type.</exception>
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
                $"The arguments do not fit a job of type '{type}': {JsonFault.Explain(e, typeof(T), s_options)}");
        }

        var failures = new List<ValidationResult>();
        return Validator.TryValidateObject(
            arguments!, new ValidationContext(arguments!, services, items: null), failures, validateAllProperties: true)
            ? arguments
            : throw RefusalException.Invalid(
                $"The arguments do not fit a job of type '{type}': {string.Join(' ', failures.Select(failure => failure.ErrorMessage))}");
    }
}
