using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace UsageRls.Verification.Tests.Postgres.Containers;

/// <summary>
/// A fake Docker engine: answers the few API calls that starting a container needs, on a Unix socket and on a port of the loopback address.
/// </summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeEngine(WebApplication application, string socket)
    {
        _application = application;
        Socket = socket;
    }

    public Uri Endpoint => new($"unix://{Socket}");

    /// <summary>The path of the engine's Unix socket.</summary>
    public string Socket { get; }

    /// <summary>The TCP address of the same engine, for tests of a remote engine.</summary>
    public Uri Remote =>
        new(
            _application
                .Urls.Single(url => url.StartsWith("http://127", StringComparison.Ordinal))
                .Replace("http", "tcp", StringComparison.Ordinal)
        );

    /// <summary>The existing containers: the request that created each container, by the container's id.</summary>
    public ConcurrentDictionary<string, JsonObject> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The received API calls, for example <c>POST /containers/create</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>Returns the error for a call; null if the call succeeds.</summary>
    public Func<string, (int Status, string Message)?> Fault { get; set; } = _ => null;

    /// <summary>Called with the request for each container, before the container starts.</summary>
    public Func<JsonObject, Task> WhenCreated { get; set; } = _ => Task.CompletedTask;

    /// <summary>The newest API version that the engine supports.</summary>
    public string NewestApi { get; set; } = "1.44";

    /// <summary>Whether the engine has every requested image locally; if not, it has none.</summary>
    public bool HasImage { get; init; } = true;

    /// <summary>Whether a container stops immediately after its start.</summary>
    public bool ContainersEnd { get; init; }

    /// <summary>The log that every container returns.</summary>
    public string Log { get; init; } = "";

    /// <summary>The local port on which a container's port is published.</summary>
    public int Port { get; init; } = 1;

    /// <summary>Starts a fake engine; each parameter sets the property of the same name.</summary>
    public static async Task<FakeEngine> StartAsync(bool hasImage = true, bool containersEnd = false, string log = "", int port = 1)
    {
        var socket = Path.Combine(Path.GetTempPath(), $"fake-engine-{Guid.NewGuid():N}.sock");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.ListenUnixSocket(socket);
            server.Listen(IPAddress.Loopback, 0);
        });
        var application = builder.Build();
        var engine = new FakeEngine(application, socket)
        {
            HasImage = hasImage,
            ContainersEnd = containersEnd,
            Log = log,
            Port = port,
        };
        application.Run(engine.AnswerAsync);
        await application.StartAsync();
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        File.Delete(Socket);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var asked = path.StartsWith("/v1", StringComparison.Ordinal) ? path[2..path.IndexOf('/', 1)] : NewestApi;
        if (path.StartsWith("/v1", StringComparison.Ordinal))
            path = path[path.IndexOf('/', 1)..];
        var call = $"{context.Request.Method} {path}";
        Calls.Enqueue(call);
        if (Version.Parse(asked) > Version.Parse(NewestApi))
        {
            var tooNew = $"client version {asked} is too new. Maximum supported API version is {NewestApi}";
            await SayAsync(context, 400, new JsonObject { ["message"] = tooNew });
            return;
        }
        if (Fault(call) is var (status, message))
        {
            await SayAsync(context, status, new JsonObject { ["message"] = message });
            return;
        }

        switch (path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            case ["_ping"]:
                context.Response.Headers["Api-Version"] = NewestApi;
                await context.Response.WriteAsync("OK");
                break;
            case ["version"]:
                await SayAsync(
                    context,
                    200,
                    new JsonObject
                    {
                        ["Version"] = "27",
                        ["ApiVersion"] = NewestApi,
                        ["Os"] = "linux",
                    }
                );
                break;
            case ["info"]:
                await SayAsync(context, 200, new JsonObject { ["OSType"] = "linux", ["ServerVersion"] = "27" });
                break;
            case ["images", "create"]:
                await SayAsync(context, 200, new JsonObject { ["status"] = "done" });
                break;
            case ["images", "json"]:
                await SayAsync(context, 200, HasImage ? new JsonArray(new JsonObject { ["Id"] = "sha256:1" }) : []);
                break;
            case ["images", .., "json"]:
                await (
                    HasImage
                        ? SayAsync(context, 200, new JsonObject { ["Id"] = "sha256:1" })
                        : SayAsync(context, 404, new JsonObject { ["message"] = $"No such image: {path}" })
                );
                break;
            case ["containers", ..]:
                await ContainersAsync(context, path.Split('/', StringSplitOptions.RemoveEmptyEntries)[1..]);
                break;
            default:
                await SayAsync(context, 404, new JsonObject { ["message"] = $"the fake engine does not support {call}" });
                break;
        }
    }

    private async Task ContainersAsync(HttpContext context, string[] path)
    {
        switch (path)
        {
            case ["create"]:
                var asked = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
                asked["Name"] = context.Request.Query["name"].ToString();
                var id = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
                Containers[id] = asked;
                await WhenCreated(asked);
                await SayAsync(context, 201, new JsonObject { ["Id"] = id, ["Warnings"] = new JsonArray() });
                break;
            case ["json"]:
                await SayAsync(context, 200, ListAll());
                break;
            case [var known, "json"] when Containers.TryGetValue(known, out var container):
                await SayAsync(context, 200, Describe(known, container));
                break;
            case [var known, "logs"] when Containers.ContainsKey(known):
                await LogAsync(context);
                break;
            case [_, "wait"]:
                await SayAsync(context, 200, new JsonObject { ["StatusCode"] = 1 });
                break;
            case [var known] when context.Request.Method == "DELETE" && Containers.TryRemove(known, out _):
            case [_, "start" or "stop"]:
                context.Response.StatusCode = 204;
                break;
            default:
                await SayAsync(context, 404, new JsonObject { ["message"] = "No such container" });
                break;
        }
    }

    private JsonArray ListAll() =>
        [.. Containers.Select(c => new JsonObject { ["Id"] = c.Key, ["Labels"] = c.Value["Labels"]?.DeepClone() ?? new JsonObject() })];

    private JsonObject Describe(string id, JsonObject asked) =>
        new()
        {
            ["Id"] = id,
            ["Name"] = $"/{asked["Name"]}",
            ["Created"] = "2026-01-01T00:00:00Z",
            ["Config"] = new JsonObject { ["Labels"] = asked["Labels"]?.DeepClone() },
            ["State"] = new JsonObject
            {
                ["Status"] = ContainersEnd ? "exited" : "running",
                ["Running"] = !ContainersEnd,
                ["ExitCode"] = ContainersEnd ? 1 : 0,
                ["StartedAt"] = "2026-01-01T00:00:00Z",
                ["FinishedAt"] = "2026-01-01T00:00:01Z",
            },
            ["NetworkSettings"] = new JsonObject
            {
                ["Ports"] = new JsonObject
                {
                    ["5432/tcp"] = new JsonArray(
                        new JsonObject { ["HostIp"] = "127.0.0.1", ["HostPort"] = Port.ToString(CultureInfo.InvariantCulture) }
                    ),
                },
            },
        };

    // Sends the log as one frame of Docker's stream format: the stream number of standard error, three zero bytes, the length, the text.
    private async Task LogAsync(HttpContext context)
    {
        context.Response.ContentType = "application/vnd.docker.multiplexed-stream";
        var text = System.Text.Encoding.UTF8.GetBytes(Log);
        var head = new byte[8];
        head[0] = 2;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), text.Length);
        await context.Response.Body.WriteAsync(head);
        await context.Response.Body.WriteAsync(text);
    }

    private static Task SayAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString() + "\n");
    }
}
