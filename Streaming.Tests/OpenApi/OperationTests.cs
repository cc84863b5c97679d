using System.Text.Json;
using System.Text.RegularExpressions;
using Streaming.Tests.Access;
using Streaming.Tests.Support;

namespace Streaming.Tests.OpenApi;

/// <summary>Tests that each operation of the document has all that a code generator needs.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    // Operations without a body although their HTTP method allows one.
    private static readonly Regex s_withoutBody = new(
        "^(retry|pause|resume|test|close|run|resend)[A-Z]", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));

    // Operations whose response consists of a status and headers.
    private static readonly string[] s_withoutResponse = ["createStream", "appendToStream"];

    private TestServer _server = null!;
    private Description _description = null!;

    public async Task InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _description = await Description.OfAsync(_server);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public void Every_operation_has_a_unique_id_a_summary_and_a_described_tag()
    {
        var ids = _description.Operations.Select(operation => operation.Text("operationId")).ToList();
        ids.Should().OnlyHaveUniqueItems().And.OnlyContain(
            id => Regex.IsMatch(id, "^[a-z][A-Za-z]+$", RegexOptions.None, TimeSpan.FromSeconds(5)));
        var tags = _description.Root.GetProperty("tags").EnumerateArray()
            .ToDictionary(tag => tag.GetProperty("name").GetString()!, tag => tag.GetProperty("description").GetString());
        foreach (var operation in _description.Operations)
        {
            operation.Text("summary").Should().NotBeNullOrEmpty();
            operation.Json.GetProperty("tags").EnumerateArray().Should().ContainSingle().Which.GetString().Should()
                .BeOneOf(tags.Keys, operation.Key);
        }

        tags.Values.Should().NotContainNulls();
    }

    [Fact]
    public void Every_operation_documents_a_success_and_the_schema_of_its_body()
    {
        foreach (var operation in _description.Operations.Where(operation => !s_withoutResponse.Contains(operation.Text("operationId"))))
        {
            var successes = operation.Responses.Where(response => response.Name[0] is '1' or '2').ToList();
            successes.Should().NotBeEmpty(operation.Key);
            foreach (var success in successes.Where(success => success.Name is not ("101" or "204")))
                Contents(success.Value).Should()
                    .NotBeEmpty($"{operation.Key} {success.Name}").And.OnlyContain(content => HasSchema(content));
        }
    }

    [Fact]
    public void Every_problem_is_documented_as_problem_details()
    {
        foreach (var operation in _description.Operations)
        {
            foreach (var problem in operation.Responses.Where(response => response.Name[0] is '4' or '5'))
            {
                var content = Contents(problem.Value).Should().ContainSingle($"{operation.Key} {problem.Name}").Subject;
                content.Name.Should().Be("application/problem+json");
                content.Value.GetProperty("schema").GetProperty("$ref").GetString().Should().Be("#/components/schemas/Problem");
                problem.Value.GetProperty("description").GetString().Should().NotBeNullOrEmpty();
            }
        }
    }

    [Fact]
    public void Every_operation_with_a_body_has_a_schema_for_each_media_type()
    {
        foreach (var operation in _description.Operations.Where(
            operation => operation.Method is "POST" or "PUT" or "PATCH" && !s_withoutBody.IsMatch(operation.Text("operationId"))))
        {
            operation.Json.TryGetProperty("requestBody", out var body).Should().BeTrue(operation.Key);
            Contents(body).Should().NotBeEmpty(operation.Key).And.OnlyContain(content => HasSchema(content));
        }
    }

    [Fact]
    public void Every_parameter_and_every_property_has_a_description_and_a_schema()
    {
        foreach (var (operation, parameter) in _description.Operations.SelectMany(
            operation => operation.Parameters.Select(parameter => (operation, parameter))))
        {
            var what = $"{operation.Key} {parameter.GetProperty("name").GetString()}";
            parameter.TryGetProperty("description", out var sentence).Should().BeTrue(what);
            sentence.GetString().Should().NotBeNullOrEmpty(what);
            parameter.TryGetProperty("schema", out _).Should().BeTrue(what);
        }

        foreach (var schema in _description.Root.GetProperty("components").GetProperty("schemas").EnumerateObject())
        {
            foreach (var property in schema.Value.TryGetProperty("properties", out var all) ? all.EnumerateObject() : default)
                property.Value.TryGetProperty("description", out _).Should().BeTrue($"{schema.Name}.{property.Name}");
        }
    }

    [Fact]
    public void A_publish_has_its_parameters_media_types_and_both_successes()
    {
        var publish = _description.Of("POST /topics/{topic}/messages");
        publish.Parameters.Select(parameter => $"{parameter.GetProperty("in").GetString()} {parameter.GetProperty("name").GetString()}")
            .Should().Equal("path topic", "query type", "query sender", "query deliver-at", "query delay", "header Idempotency-Key");
        Contents(publish.Json.GetProperty("requestBody")).Select(content => content.Name).Should()
            .Equal("application/json", "text/plain", "application/x-ndjson");
        publish.Responses.Select(response => response.Name).Should()
            .Contain(["201", "202", "400", "401", "403", "413", "415", "422", "429", "503"]);
    }

    [Theory]
    [InlineData("GET /topics", 1_000, 1_000)]
    [InlineData("GET /jobs", 1_000, 100)]
    [InlineData("GET /webhooks/{id}/deliveries", 1_000, 100)]
    public async Task A_limit_is_documented_with_the_servers_range_and_default(string operation, int most, int otherwise)
    {
        var limit = _description.Of(operation).Parameters.Single(parameter => parameter.GetProperty("name").GetString() == "limit")
            .GetProperty("schema");
        limit.GetProperty("minimum").GetInt32().Should().Be(1);
        limit.GetProperty("maximum").GetInt32().Should().Be(most);
        limit.GetProperty("default").GetInt32().Should().Be(otherwise);
        foreach (var outside in (int[])[0, most + 1])
        {
            using var refused = await _server.Client.GetAsync(
                $"{operation[4..].Replace("{id}", "none", StringComparison.Ordinal)}?limit={outside}").OrTimeout();
            ((int)refused.StatusCode).Should().Be(400);
        }
    }

    [Fact]
    public async Task The_document_states_which_operations_allow_a_call_without_a_token()
    {
        _description.Operations.Should().OnlyContain(operation => operation.IsAnonymousAllowed, "this server is open");
        await using var closed = await Tokens.StartServerAsync();
        var description = await Description.OfAsync(closed);
        description.Root.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name).Should()
            .BeEquivalentTo("bearer", "cookie", "query");
        description.Of("POST /webhooks").IsAnonymousAllowed.Should().BeFalse();
        description.Of("PUT /schedules/{name}").IsAnonymousAllowed.Should().BeFalse();
        // The policy of the topic decides whether a token is required.
        description.Of("POST /topics/{topic}/messages").IsAnonymousAllowed.Should().BeTrue();
        description.Of("GET /session").IsAnonymousAllowed.Should().BeTrue();
    }

    [Fact]
    public void The_document_has_a_title_and_no_names_of_CSharp_types()
    {
        var info = _description.Root.GetProperty("info");
        info.GetProperty("title").GetString().Should().Be("Streaming");
        info.GetProperty("version").GetString().Should().MatchRegex("^[0-9]+\\.[0-9]+\\.[0-9]+$");
        info.GetProperty("license").GetProperty("identifier").GetString().Should().Be("MIT");
        _description.Root.GetProperty("servers")[0].GetProperty("url").GetString().Should().Be(_server.Address.ToString().TrimEnd('/'));
        Regex.Matches(_description.Text,
            "System\\.|Microsoft\\.|Streaming\\.Server|JsonElement|IEnumerable|IReadOnly|TimeSpan|DateTime|" +
                "ProblemDetails|View\"|Shape\"|Request\"|`[0-9]\\b", RegexOptions.None, TimeSpan.FromSeconds(5))
            .Select(match => match.Value).Should().BeEmpty();
    }

    private static bool HasSchema(JsonProperty content) => content.Value.TryGetProperty("schema", out _);

    private static JsonProperty[] Contents(JsonElement described) =>
        described.TryGetProperty("content", out var content) ? [.. content.EnumerateObject()] : [];
}
