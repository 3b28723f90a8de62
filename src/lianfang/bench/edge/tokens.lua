-- For wrk: asks PATH again and again, each time with the next token of a file of JSON objects {"token": …}.
local requests, at = {}, 0

function init(args)
    local path, file = args[1], io.open(args[2])
    for token in string.gmatch(file:read("*a"), '"token": "([^"]+)"') do
        requests[#requests + 1] = wrk.format("GET", path, {["Authorization"] = "Bearer " .. token})
    end
    file:close()
end

function request()
    at = at % #requests + 1
    return requests[at]
end
